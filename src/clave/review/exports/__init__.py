"""Tables of reviews that leave Clave."""
