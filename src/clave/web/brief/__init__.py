"""One page before a visit: what every part of Clave knows of a key account, on screen and on paper."""
