"""Long proofs of what may never go wrong, run by hand with `make drill`, and the table that tells what they measured."""
