"""The columns a file can have: their names, which an export writes, and what they are called in other files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from cicc_site import languages
from members.enums import NameKind
from members.models import Contact, Organization, OrganizationName, Registration

CICC_ID, EXTERNAL_ID = "cicc_id", "external_id"
NAMES = tuple(f"name_{code}" for code in languages.codes())
OTHER_NAMES = {
    "acronyms": NameKind.ACRONYM,
    "former_names": NameKind.FORMER,
    "other_names": NameKind.OTHER,
}
CHOICES = ("type", "scope", "status", "listing")
REGISTRATION = {
    "registered": "registered",
    "registration_authority": "authority",
    "registration_number": "number",
    "postal_address": "postal_address",
}
CONTACT_FIELDS = ("name", "email", "phone", "language")
CONTACTS = {
    f"contact_{role}_{field}": (str(role), field) for role in Contact.Role.values for field in CONTACT_FIELDS
}


@dataclass(frozen=True)
class Column:
    """name: for ever, in files. label: for people. aliases: headings of others. private: personal data."""

    name: str
    label: Any
    aliases: tuple[str, ...] = ()
    private: bool = False

    @property
    def title(self) -> str:
        """Its label in the active language, as a heading is written."""
        return capfirst(str(self.label))

    @property
    def direction(self) -> str:
        """Codes and addresses run from left to right in every language; names as their letters do."""
        return (
            "ltr"
            if self.name in {"website", CICC_ID, EXTERNAL_ID} or self.name.endswith("_email")
            else "auto"
        )


# Headings met in files of the sector, as `mapping.key` writes them: English, Spanish, French, Arabic.
ALIASES: dict[str, str] = {
    CICC_ID: "cicc number|numero cicc|رقم الايتلاف",
    EXTERNAL_ID: (
        "id|external id|number|no|nr|contact id|civicrm id|organization id|organisation id|member id|reference|ref|"
        "code|"
        "identificador|id externo|numero|numero de miembro|codigo|"
        "identifiant|id externe|numero de membre|reference externe|"
        "الرقم|المعرف|رقم العضو|رقم العضويه"
    ),
    "legal_name": (
        "name|organization|organisation|organization name|organisation name|name of organization|"
        "name of the organization|name of organisation|name of the organisation|legal name|official name|"
        "registered name|ngo|member|"
        "nombre|organizacion|nombre de la organizacion|nombre legal|nombre oficial|razon social|entidad|ong|"
        "nom|nom de l organisation|nom de lorganisation|nom legal|nom officiel|raison sociale|denomination|association|"
        "الاسم|المنظمه|اسم المنظمه|الاسم القانوني|الاسم الرسمي|الجمعيه|اسم الجمعيه"
    ),
    "legal_language": ("language of the name|name language|idioma del nombre|langue du nom|لغه الاسم"),
    "name_en": "english name|name in english|name english|name eng|nombre en ingles|nom en anglais|nom anglais|"
    "الاسم بالانجليزيه|الاسم بالإنجليزيه|الاسم الانجليزي",
    "name_es": "spanish name|name in spanish|name spanish|nombre en espanol|nombre espanol|nom en espagnol|"
    "nom espagnol|الاسم بالاسبانيه|الاسم الاسباني",
    "name_fr": "french name|name in french|name french|nombre en frances|nombre frances|nom en francais|nom francais|"
    "الاسم بالفرنسيه|الاسم الفرنسي",
    "name_ar": "arabic name|name in arabic|name arabic|nombre en arabe|nombre arabe|nom en arabe|nom arabe|"
    "الاسم بالعربيه|الاسم العربي",
    "acronyms": "acronym|acronyms|abbreviation|short name|siglas|sigla|acronimo|acronimos|sigle|sigles|acronyme|"
    "acronymes|abreviation|الاختصار|المختصر|الاسم المختصر",
    "former_names": "former name|former names|previous name|previous names|formerly|nombre anterior|"
    "nombres anteriores|ancien nom|anciens noms|الاسم السابق|الاسماء السابقه",
    "other_names": "other name|other names|alternative name|also known as|aka|otros nombres|otro nombre|"
    "autres noms|autre nom|اسماء اخري|اسم اخر",
    "country": "country|country code|country name|iso|iso3|state|pais|codigo de pais|pays|code pays|البلد|الدوله|"
    "رمز البلد",
    "countries_of_work": "countries of work|works in|countries active in|areas of work|paises de trabajo|"
    "paises de accion|pays d intervention|pays dintervention|pays d action|بلدان العمل|بلدان النشاط",
    "type": "type|kind|category|organization type|organisation type|tipo|categoria|tipo de organizacion|"
    "categorie|type d organisation|type dorganisation|النوع|نوع المنظمه|الفيه",
    "scope": "scope|level|reach|ambito|alcance|portee|echelle|النطاق|المستوي",
    "issues": "issue|issues|themes|topics|areas|focus|temas|tema|ambitos tematicos|themes d action|thematiques|"
    "القضايا|المواضيع|المحاور",
    "working_languages": "languages|working languages|language|idiomas|idiomas de trabajo|idioma|langues|"
    "langues de travail|langue|اللغات|لغات العمل|اللغه",
    "year_founded": "founded|year founded|founded in|established|year of foundation|fundada|ano de fundacion|"
    "fundacion|fondee|annee de fondation|fondee en|annee de creation|سنه التاسيس|تاسست",
    "website": "website|web|web site|url|homepage|internet|sitio web|pagina web|web site address|site web|site|"
    "site internet|الموقع|الموقع الالكتروني",
    "national_coalition": "national coalition|coalition|coalicion nacional|coalicion|coalition nationale|"
    "الايتلاف الوطني|التحالف الوطني",
    "joined": "joined|member since|date joined|join date|membership date|miembro desde|fecha de ingreso|"
    "fecha de adhesion|membre depuis|date d adhesion|date dadhesion|عضو منذ|تاريخ الانضمام",
    "status": "status|member status|membership status|estado|situacion|statut|الحاله|حاله العضويه|الوضع",
    "listing": "listing|listing level|visibility|publicity|public|nivel de publicacion|visibilidad|"
    "niveau de publication|visibilite|مستوي النشر|الظهور",
    "last_confirmed": "last confirmed|confirmed|last updated|ultima confirmacion|confirmado|derniere confirmation|"
    "confirme le|اخر تاكيد|تاريخ التاكيد",
    "tags": "tags|tag|labels|keywords|etiquetas|etiquettes|mots cles|الوسوم|العلامات",
    "registered": "registered|registrada|enregistree|مسجله",
    "registration_authority": "registration authority|authority|autoridad de registro|autorite d enregistrement|"
    "جهه التسجيل",
    "registration_number": "registration number|registration no|numero de registro|numero d enregistrement|"
    "numero denregistrement|رقم التسجيل",
    "postal_address": "postal address|address|mailing address|direccion postal|direccion|adresse postale|adresse|"
    "العنوان|العنوان البريدي",
    "contact_general_email": "email|e mail|mail|general email|email address|correo|correo electronico|courriel|"
    "adresse electronique|adresse e mail|البريد الالكتروني|البريد",
    "contact_general_phone": "phone|telephone|tel|general phone|telefono|numero de telefono|الهاتف|رقم الهاتف",
    "contact_head_name": "head|director|executive director|president|head of the organization|directora|presidente|"
    "directeur|directrice|presidence|المدير|الرييس",
    "contact_main_name": "contact|contact person|main contact|contact name|persona de contacto|contacto|"
    "personne de contact|personne contact|جهه الاتصال|الشخص المسيول",
    "contact_main_email": "contact email|main contact email|correo de contacto|courriel de contact|"
    "email du contact|بريد جهه الاتصال",
    "contact_main_phone": "contact phone|main contact phone|telefono de contacto|telephone du contact|"
    "هاتف جهه الاتصال",
}


def _field(model: Any, name: str) -> Any:
    return model._meta.get_field(name).verbose_name


@cache
def columns() -> dict[str, Column]:
    """Return every column by its name, in the order an export writes them."""
    found = {CICC_ID: _("number of the entry"), EXTERNAL_ID: _field(Organization, EXTERNAL_ID)}
    found |= {name: _field(Organization, name) for name in ("legal_name", "legal_language")}
    for code in languages.codes():
        found[f"name_{code}"] = format_lazy(
            "{} ({})", _field(Organization, f"name_{code}"), languages.by_code(code).name
        )
    found |= {
        "acronyms": _("acronyms"),
        "former_names": _("former names"),
        "other_names": OrganizationName._meta.verbose_name_plural,
    }
    for name in (
        "country",
        "countries_of_work",
        "type",
        "scope",
        "issues",
        "working_languages",
        "year_founded",
        "website",
        "national_coalition",
        "joined",
        "status",
        "listing",
        "last_confirmed",
        "tags",
    ):
        found[name] = _field(Organization, name)
    made = {name: Column(name, label, _aliases(name)) for name, label in found.items()}
    for name, field in REGISTRATION.items():
        made[name] = Column(name, _field(Registration, field), _aliases(name), private=True)
    for name, (role, field) in CONTACTS.items():
        label = format_lazy("{}: {}", Contact.Role(role).label, _field(Contact, field))
        made[name] = Column(name, label, _aliases(name), private=True)
    return made


def _aliases(name: str) -> tuple[str, ...]:
    return tuple(ALIASES.get(name, "").split("|"))
