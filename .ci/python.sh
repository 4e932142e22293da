#!/bin/sh
# Print a Python that is new enough for the site: $PYTHON if it is given, else the first one found.
for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
  if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "$candidate"
    exit 0
  fi
done
echo "Rådslag needs Python 3.11 or newer; ${PYTHON:-python3} is not. Name one: make PYTHON=/path/to/python3.11 ..." >&2
exit 1
