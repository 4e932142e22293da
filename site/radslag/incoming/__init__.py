"""What comes in from outside, looked at before it is used: text, e-mail addresses, numbers in addresses, signs of a robot."""
