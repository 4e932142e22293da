"""Files that people upload and what is made of them: in a folder, or in a bucket that all machines share."""
