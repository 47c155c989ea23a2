"""Runs under Debian's Python: starts a LibreOffice of its own, types into a workbook, saves it, tells what it saw."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException


def main(order):
    with tempfile.TemporaryDirectory() as home:
        pipe = f"typist-{Path(home).name}"
        command = ["soffice", "--headless", "--norestore", "--nologo", "--nofirststartwizard"]
        command += [f"-env:UserInstallation=file://{home}", f"--accept=pipe,name={pipe};urp;"]
        office = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            desktop = connected(pipe, office)
            seen = type_in(desktop, order)
            desktop.terminate()
            office.wait(timeout=30)
        finally:
            if office.poll() is None:
                office.kill()
                office.wait()
    sys.stdout.write(json.dumps(seen))


def connected(pipe, office):
    resolver = uno.getComponentContext().ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", uno.getComponentContext()
    )
    for _ in range(600):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except NoConnectException:
            if office.poll() not in (None, 81):
                sys.exit(f"soffice ended with {office.returncode}")
            time.sleep(0.1)
    sys.exit("soffice did not answer within a minute")


def type_in(desktop, order):
    book = desktop.loadComponentFromURL(Path(order["source"]).as_uri(), "_blank", 0, (option("Hidden", value=True),))
    seen = {"sheets": [sheet.Name for sheet in book.Sheets], "cells": {}}
    for name, cells in order["cells"].items():
        sheet = book.Sheets.getByName(name)
        seen[name] = {"protected": sheet.isProtected()}
        for address, value in cells.items():
            cell = sheet.getCellRangeByName(address)
            kept = {"locked": cell.CellProtection.IsLocked, "validation": cell.Validation.Type.value}
            if value is not None:
                cell.setString(value) if isinstance(value, str) else cell.setValue(value)
            seen[name][address] = kept
    book.calculateAll()
    for name, cells in order["cells"].items():
        for address in cells:
            cell = book.Sheets.getByName(name).getCellRangeByName(address)
            seen[name][address] |= {"shown": cell.String, "formula": cell.Formula}
    book.storeToURL(Path(order["target"]).as_uri(), (option("FilterName", value="Calc MS Excel 2007 XML"),))
    book.dispose()
    return seen


def option(name, *, value):
    result = PropertyValue()
    result.Name, result.Value = name, value
    return result


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
