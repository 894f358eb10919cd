"""Runs snippets of Python and SQL, one after another in one process, as if each were pasted into a fresh one.

Reads a list of {"kind", "code", "folder"} as JSON, and prints as its last line a list of {"output"} or {"error"}.
"""

import contextlib
import io
import json
import os
import sys
import traceback


def python(code):
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(code, "snippet", "exec"), {"__name__": "__main__"})
    return output.getvalue()


def sql(code):
    import duckdb
    import duckdb_extension_httpfs

    connection = duckdb.connect()
    folder = os.path.dirname(duckdb_extension_httpfs.__file__)
    extension = f"{folder}/extensions/v{duckdb.__version__}/httpfs.duckdb_extension"
    connection.execute(f"INSTALL '{extension}'")
    if os.environ.get("SSL_CERT_FILE"):
        connection.execute("LOAD httpfs")
        connection.execute(f"SET ca_cert_file = '{os.environ['SSL_CERT_FILE']}'")
    rows = []
    for statement in connection.extract_statements(code):
        rows = connection.execute(statement).fetchall()
    return "\n".join(" ".join(str(value) for value in row) for row in rows)


def yaml(code):
    from yaml import safe_load_all

    return json.dumps(list(safe_load_all(code)))


def run(work):
    os.makedirs(work["folder"], exist_ok=True)
    os.chdir(work["folder"])
    try:
        return {"output": {"python": python, "sql": sql, "yaml": yaml}[work["kind"]](work["code"])}
    except BaseException:
        return {"error": traceback.format_exc()}
    finally:
        os.chdir(HOME)


HOME = os.getcwd()
print(json.dumps([run(work) for work in json.load(sys.stdin)]))
