"""What is decided about a round that people rely on: pause, resume, cancel, change with a reason."""
