"""Talks to the Google Sheets API v4; ../google.py makes a spreadsheet of it.

login makes credentials; connection sends requests and tries again; reading turns answers into
tabs; anchors are the marks by which columns and tabs are found; writing makes request bodies;
furniture is what setup_sheet brings.
"""
