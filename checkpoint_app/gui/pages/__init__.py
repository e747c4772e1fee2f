"""The pages of the window, one module or package each. Pages know the store's functions, the kit, and `Window`; never each other."""
