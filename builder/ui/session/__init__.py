"""What a visitor has open on any page: the design with its history, who they are, and what is said next."""
