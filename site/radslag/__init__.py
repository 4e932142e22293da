"""What every app of Rådslag shares: settings, users, registers, page base, blocks and the clock."""

__version__ = "0.1.0"
