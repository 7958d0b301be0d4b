"""The archivists' screens in the admin: works and their files, uploads and their confirmation, reports."""
