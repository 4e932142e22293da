"""Drawing of the demo's pictures with Pillow."""
