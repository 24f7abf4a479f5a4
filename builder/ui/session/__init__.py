"""What one visitor has open: the design with its history, and who they are."""
