"""The interface for programs, under `/api/v1`; described at `/api/v1/openapi.json`."""
