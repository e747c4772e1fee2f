"""A duty log for police officers at road checkpoints, school gates and fire inspections. See README.md."""

__version__ = "0.1.0"
