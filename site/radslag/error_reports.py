"""What a report of an error may hold."""

from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class WithoutValues(SafeExceptionReporterFilter):
    """Names of variables, never their values: who votes and what is chosen stand in the same frames."""

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: FrameType
    ) -> list[tuple[str, Any]]:
        """All values are left out, unless somebody develops."""
        if not self.is_active(request):
            return list(super().get_traceback_frame_variables(request, tb_frame))
        return [(name, self.cleansed_substitute) for name in tb_frame.f_locals]
