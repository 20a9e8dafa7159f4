"""Static files as a server gives them out: collected once, compressed, kept for ever under the name of their content.

Used where they were collected (`slrt up` and an installation do so); tests and development serve the files as they lie.
"""

from typing import Any

from django.contrib.staticfiles.finders import AppDirectoriesFinder
from whitenoise.storage import CompressedManifestStaticFilesStorage


class OurFiles(AppDirectoriesFinder):
    """Our own files alone: libraries bring browser files along that no page of ours loads."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(["slrt.web"], *args, **kwargs)


class NamedByContent(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # the library has no types
    """`desk.css` becomes `desk.1f0c….css` beside `.gz` and `.br`; imports between our modules follow."""

    support_js_module_import_aggregation = True
    max_post_process_passes = 20  # a name changes with the names it imports: one pass for each module in a chain
    keep_only_hashed_files = True
