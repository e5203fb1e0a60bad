"""Great numbers of posts against what is known; what is left, grouped into narratives.

``scan`` is all a caller needs; ``docs/how-to/scan-posts.md`` tells what it writes.
"""

from sasando.matching.scan.exceptions import ScanError
from sasando.matching.scan.posts import Broken, Columns, Post, files_of, read
from sasando.matching.scan.running import Cluster, Engine, Here, Processes
from sasando.matching.scan.scanning import Report, scan

__all__ = [
    "Broken",
    "Cluster",
    "Columns",
    "Engine",
    "Here",
    "Post",
    "Processes",
    "Report",
    "ScanError",
    "files_of",
    "read",
    "scan",
]
