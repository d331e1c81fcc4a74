"""Tables of the key account workspace that leave Clave."""
