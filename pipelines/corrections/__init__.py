"""Corrections of what documents say: the register, what its entries touch, and what follows from them."""
