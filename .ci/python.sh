#!/bin/sh
# Print the Python to make .venv of: $PYTHON if it is given, else the first one found that is new enough for the site, or
# another of the same version when that is faster: one that was built without optimizations takes an eighth longer for the suite.
new_enough='import sys; sys.exit(sys.version_info < (3, 11))'
milliseconds='
import ctypes, ensurepip, sqlite3, ssl, time, venv, zlib
class Row:
    def __init__(self, n):
        self.n = n
    def double(self):
        return self.n * 2
def work():
    begun = time.process_time()
    for n in range(100_000):
        row = Row(n)
        row.double(), isinstance(row, Row), len([n, row.n])
    return time.process_time() - begun
print(round(min(work() for _ in range(9)) * 1000))
'
for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
  if "$candidate" -c "$new_enough" 2>/dev/null; then
    chosen=$candidate
    break
  fi
done
if [ -z "${chosen:-}" ]; then
  echo "Rådslag needs Python 3.11 or newer; ${PYTHON:-python3} is not. Name one: make PYTHON=/path/to/python3.11 ..." >&2
  exit 1
fi
if [ -z "${PYTHON:-}" ]; then
  name=$("$chosen" -c 'import sys; print("python{}.{}".format(*sys.version_info))')
  least=$("$chosen" -c "$milliseconds" 2>/dev/null || echo 1000000)
  least=$((least * 4 / 5))
  IFS=:
  for folder in $PATH; do
    [ -x "$folder/$name" ] || continue
    took=$("$folder/$name" -c "$milliseconds" 2>/dev/null) || continue
    if [ "$took" -lt "$least" ]; then
      chosen=$folder/$name
      least=$((took * 4 / 5))
    fi
  done
fi
echo "$chosen"
