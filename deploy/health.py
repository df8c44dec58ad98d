"""Ask the app on this machine whether it is well: for a container's health check."""

import os
import sys
import urllib.request

URL = f"http://127.0.0.1:{os.environ.get('PORT', '8501')}/_stcore/health"

if __name__ == "__main__":
    try:
        with urllib.request.urlopen(URL, timeout=3) as answer:
            sys.exit(answer.status != 200)
    except OSError as error:
        sys.exit(str(error))
