"""What the coach looks for: one function a kind, from a curve to what it shows, or None.

The numbers were set on made-up curves whose answer is known and on the 21 measured curves of the course; docs/coach.md
says what comes out for each.
"""
