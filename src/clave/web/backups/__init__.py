"""Everything a company has put into Clave as one file, and back."""
