"""Addresses of Wagtail's admin that ask too little of who comes, or that nobody here needs: shut before Wagtail's own.

Found by the table of roles (tests/rules/role_matrix.txt): whatever opens to a role that product.md gives no work there
is shut here, in `pages.history`, or refused by a hook; why the rest is open stands in docs/decisions/open-doors.md.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import path, re_path
from django.views.decorators.cache import never_cache
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views import workflows
from wagtail.admin.views.bulk_action.dispatcher import index as bulk_actions
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.views.pages.workflow import ConfirmWorkflowCancellationView
from wagtail.models import Workflow
from wagtail.permissions import policy_registry
from wagtail.utils.urlpatterns import decorate_urlpatterns

from pages.models import SitePage

View = Callable[..., HttpResponseBase]


def nobody(request: HttpRequest, *_named: Any, **_arguments: Any) -> HttpResponseBase:
    """There is nothing here for anybody."""
    raise Http404


def for_who_makes_workflows(view: View) -> View:
    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policy_registry.get_by_type(Workflow).user_has_any_permission(request.user, {"add", "change"}):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return asked


def bulk(request: HttpRequest, app_label: str, model_name: str, action: str) -> HttpResponseBase:
    """What is to be done to many at once. Wagtail names, to anybody, also what they may do nothing to: a release before
    its hour, a work for other eyes. Whatever somebody may not know of is not there."""
    action_class = bulk_action_registry.get_bulk_action_class(app_label, model_name, action)
    if action_class is None:
        raise Http404
    model = apps.get_model(app_label, model_name)
    chosen = request.GET.getlist("id")
    if "all" in chosen:
        listed = action_class(request, model).get_all_objects_in_listing_query(request.GET.get("childOf"))
        chosen = [str(getattr(found, "pk", found)) for found in listed]
    if not all(number.isascii() and number.isdecimal() and len(number) < 18 for number in chosen):
        raise Http404
    if known_among(request.user, model).filter(pk__in=chosen).count() != len(set(map(int, chosen))):
        raise Http404
    answer: HttpResponseBase = bulk_actions(request, app_label, model_name, action)
    return answer


class CancellationOfReview(ConfirmWorkflowCancellationView):
    """The question before publishing ends a review (`pages.history` puts it into the views of pages). Wagtail asks
    nothing of who comes, and where publishing ends reviews (WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH, off here) it tells
    anybody of any page whether it is in review, in which one, and in which step."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not known_to(request.user).filter(pk=self.object.pk).exists():
            raise Http404
        allowed = self.object.permissions_for_user(request.user)
        if not (allowed.can_edit() or allowed.can_publish()):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer


urlpatterns = decorate_urlpatterns(
    [
        # By Wagtail's name: what is closed to translators is closed by it (members.middleware).
        path("bulk/<str:app_label>/<str:model_name>/<str:action>/", bulk, name="wagtail_bulk_action"),
        # An error made on purpose, for whoever sets up a site.
        path("failwhale/", nobody),
        # Players of other sites: our editor offers none, and the server would ask those sites.
        re_path(r"^embeds/", nobody),
        # Every picture and file, without the question who may choose it. The admin asks for pages only.
        re_path(r"^api/main/(?:documents|images)/", nobody),
        # Nothing chooses a redirect; Wagtail makes the addresses. One may lead to a draft.
        re_path(r"^snippets/choose/pages/redirect/", nobody),
        path("workflows/task_chooser/", for_who_makes_workflows(workflows.TaskChooserView.as_view())),
        path(
            "workflows/task_chooser/results/",
            for_who_makes_workflows(workflows.TaskChooserResultsView.as_view()),
        ),
        path(
            "workflows/task_chooser/create/",
            for_who_makes_workflows(workflows.TaskChooserCreateView.as_view()),
        ),
        path("workflows/task_chooser/<int:task_id>/", for_who_makes_workflows(workflows.task_chosen)),
    ],
    lambda view: never_cache(require_admin_access(view)),
)


def may_be_moved(request: HttpRequest, page: SitePage, destination: SitePage) -> None:
    """A hook: Wagtail asks only when the move is carried out, and shows both titles to anybody before."""
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied


def known_to(user: Any) -> QuerySet[SitePage]:
    """Pages whose title a colleague may know: those everybody can read, and those they work on."""
    own: QuerySet[SitePage] = policy_registry.get_by_type(SitePage).explorable_instances(user)
    known: QuerySet[SitePage] = SitePage.objects.live() | own
    return known


def known_among(user: Any, model: type[Any]) -> QuerySet[Any]:
    """Records of which a colleague may know: pages as above, others that they may look at or do something to."""
    if issubclass(model, SitePage):
        return known_to(user)
    policy = policy_registry.get_by_type(model)
    known: QuerySet[Any] = policy.instances_user_has_any_permission_for(user, {"view", "change", "delete"})
    return known


def chosen_among(pages: QuerySet[SitePage], request: HttpRequest) -> QuerySet[SitePage]:
    """A hook: who looks for a page to link to meets no draft (a release before its hour) of somebody else's section."""
    known = known_to(request.user)
    parent = request.resolver_match.kwargs.get("parent_page_id") if request.resolver_match else None
    if parent is not None and not known.filter(pk=parent).exists():
        raise Http404
    found: QuerySet[SitePage] = pages.filter(pk__in=known.values("pk"))
    return found


def register() -> None:
    hooks.register("before_move_page", may_be_moved)
    hooks.register("construct_page_chooser_queryset", chosen_among)
