"""What readers and authors do under samtal/: HTTP in, service call, HTTP out. One module for each kind of thing."""
