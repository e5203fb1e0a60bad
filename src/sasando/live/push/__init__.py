"""News sent to thousands of listeners: what a topic holds, a connection, and the server of both."""
