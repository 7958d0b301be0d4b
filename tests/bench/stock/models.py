"""Pages, snippets and settings of the stock project, one tree for each language."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Count
from django.http import HttpRequest
from django.utils.functional import cached_property
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page

from tests.bench.stock.blocks import BodyBlock


class ArticlePage(Page):
    """A text with the pages below it."""

    summary = models.TextField(blank=True)
    body = StreamField(BodyBlock(), blank=True, use_json_field=True)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["children"] = ArticlePage.objects.child_of(self).live()
        return context


class UpdateIndexPage(Page):
    """A list of dated pages, newest first, by year."""

    summary = models.TextField(blank=True)
    body = StreamField(BodyBlock(), blank=True, use_json_field=True)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        updates = UpdatePage.objects.child_of(self).live()
        context["years"] = [day.year for day in updates.dates("date", "year", order="DESC")]
        year = request.GET.get("year", "")
        if year.isdecimal():
            updates = updates.filter(date__year=year)
        context["year"] = year
        context["items"] = Paginator(updates.order_by("-date"), 20).get_page(request.GET.get("page"))
        return context


class UpdatePage(Page):
    """One entry of such a list."""

    date = models.DateField()
    summary = models.TextField(blank=True)
    body = StreamField(BodyBlock(), blank=True, use_json_field=True)


class SituationPage(Page):
    """A situation before the Court, with its cases below."""

    summary = models.TextField(blank=True)
    number = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=200, blank=True)

    country = models.ForeignKey(
        "stock.CountryPage", null=True, blank=True, on_delete=models.SET_NULL, related_name="situations"
    )


class CasePage(Page):
    status = models.CharField(max_length=200, blank=True)
    line = models.TextField(blank=True)


class CountryIndexPage(Page):
    summary = models.TextField(blank=True)


class CountryPage(Page):
    """Where a State stands, with its acts, its members and the situations named after it."""

    code = models.CharField(max_length=3)
    status = models.CharField(max_length=100, blank=True)
    sentence = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    un_status = models.CharField(max_length=100, blank=True)
    un_group = models.CharField(max_length=100, blank=True)
    region = models.CharField(max_length=100, blank=True)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        members = Organization.objects.filter(country_code=self.code).order_by("name")
        situations = list(SituationPage.objects.filter(country=self).live())
        context.update(
            acts=self.acts.all(),
            total=members.count(),
            members=members[:20],
            situations=[(situation, CasePage.objects.child_of(situation).live()) for situation in situations],
            updates=UpdatePage.objects.filter(locale=self.locale).live().order_by("-date")[:5]
            if situations
            else [],
        )
        return context


class Act(Orderable):
    page = ParentalKey(CountryPage, on_delete=models.CASCADE, related_name="acts")
    label = models.CharField(max_length=200)
    date = models.DateField(null=True, blank=True)


class Issue(models.Model):
    name = models.CharField(max_length=200)

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    def __str__(self) -> str:
        return self.name


class Coalition(models.Model):
    name = models.CharField(max_length=300)

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    def __str__(self) -> str:
        return self.name


class Organization(models.Model):
    """A member, as a snippet."""

    name = models.CharField(max_length=300, db_index=True)
    country_code = models.CharField(max_length=3, db_index=True)
    country = models.CharField(max_length=120)
    region = models.CharField(max_length=100, blank=True)
    un_group = models.CharField(max_length=100, blank=True)
    type = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=100, blank=True)
    joined = models.IntegerField(null=True)
    coalition = models.ForeignKey(Coalition, null=True, blank=True, on_delete=models.SET_NULL)
    issues: models.ManyToManyField[Issue, Issue] = models.ManyToManyField(Issue)

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    def __str__(self) -> str:
        return self.name


FILTERS = {
    "country": ("country_code", "country"),
    "region": ("region", "region"),
    "group": ("un_group", "un_group"),
    "type": ("type", "type"),
    "issue": ("issues__pk", "issues__name"),
    "language": ("language", "language"),
    "coalition": ("coalition_id", "coalition__name"),
}


class DirectoryPage(Page):
    """The members with filters; beside each value how many members have it."""

    summary = models.TextField(blank=True)
    body = StreamField(BodyBlock(), blank=True, use_json_field=True)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        found = Organization.objects.all()
        if query := request.GET.get("q", ""):
            found = found.filter(name__icontains=query)
        for name, (column, _label) in FILTERS.items():
            if value := request.GET.get(name, ""):
                found = found.filter(**{column: value})
        fields = []
        for name, (column, label) in FILTERS.items():
            values = found.exclude(**{label: None}).exclude(**{label: ""}).order_by(label)
            counted = values.values_list(column, label).annotate(count=Count("pk"))
            fields.append((name, request.GET.get(name, ""), list(counted)))
        rows = Paginator(found.order_by("name"), 50).get_page(request.GET.get("page"))
        context.update(fields=fields, items=rows, query=query)
        return context


class HomePage(Page):
    """Figures, what is new, campaigns and deadlines."""

    summary = models.TextField(blank=True)
    body = StreamField(BodyBlock(), blank=True, use_json_field=True)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        dated = UpdatePage.objects.descendant_of(self).live().order_by("-date")
        indexes = {index.slug.split("-")[0]: index for index in UpdateIndexPage.objects.descendant_of(self)}
        context.update(
            organizations=Organization.objects.count(),
            countries=Organization.objects.values("country_code").distinct().count(),
            parties=CountryPage.objects.filter(status="State Party", locale=self.locale).live().count(),
            indexes=indexes,
            updates=dated.child_of(indexes["updates"])[:5],
            releases=dated.child_of(indexes["press"])[:3],
            campaigns=NoticePage.objects.descendant_of(self).live().filter(kind="campaign")[:5],
            deadlines=NoticePage.objects.descendant_of(self)
            .live()
            .filter(kind="vacancy")
            .order_by("deadline")[:5],
        )
        return context


class NoticePage(Page):
    """A campaign or a vacancy."""

    kind = models.CharField(max_length=20)
    deadline = models.DateField(null=True, blank=True)


@register_setting
class SiteSettings(ClusterableModel, BaseGenericSetting):
    tagline = models.CharField(max_length=300, blank=True)
    footer_text = models.TextField(blank=True)

    @cached_property
    def links(self) -> list[FooterLink]:
        return list(self.footer_links.select_related("page"))

    @property
    def tools(self) -> list[FooterLink]:
        """The two that stand above the name as well."""
        return self.links[:2]


class Office(Orderable):
    settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="offices")
    name = models.CharField(max_length=200)
    lines = models.TextField(blank=True)


class SocialLink(Orderable):
    settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="social_links")
    name = models.CharField(max_length=100)
    url = models.URLField()


class FooterLink(Orderable):
    settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="footer_links")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
