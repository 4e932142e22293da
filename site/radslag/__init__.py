"""What every app of Rådslag shares: settings, users, registers, page base, blocks and the clock."""
