"""Customer lifetime models, one published model per file; each takes purchase histories and gives what to expect."""
