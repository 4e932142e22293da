"""What acts, limits and lines of the site's history are called, wherever they are shown."""
