"""What is allowed, as plain functions: no ORM, no clock, no input or output."""
