"""The file: tables, the one door for changes, queries and blobs; only importer of sqlalchemy and the drivers."""
