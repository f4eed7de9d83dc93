"""Pictures drawn on the server: SVG without script or style attributes, and the same as rows."""
