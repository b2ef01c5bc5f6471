"""Settings, URLs, the API object and the Celery application."""
