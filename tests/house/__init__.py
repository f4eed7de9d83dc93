"""The style of the house, held by tests: each rule is a function from the tree to complaints."""
