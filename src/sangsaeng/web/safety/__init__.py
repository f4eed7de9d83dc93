"""Pay for success in the portal: rows of the workflow, where a waiting thing leads, forms."""
