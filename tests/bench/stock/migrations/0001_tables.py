"""The tables of the stock project, as makemigrations wrote them."""

import django.db.models.deletion
import modelcluster.fields
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ArticlePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True)),
                ('body', wagtail.fields.StreamField([('text', 0), ('quote', 3), ('people', 8), ('timeline', 11), ('table', 13), ('accordion', 17), ('call_to_action', 19)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'template': 'stock/blocks/text.html'}), 1: ('wagtail.blocks.TextBlock', (), {}), 2: ('wagtail.blocks.CharBlock', (), {'required': False}), 3: ('wagtail.blocks.StructBlock', [[('text', 1), ('attribution', 2)]], {}), 4: ('wagtail.blocks.CharBlock', (), {}), 5: ('wagtail.blocks.TextBlock', (), {'required': False}), 6: ('wagtail.blocks.StructBlock', [[('name', 4), ('role', 2), ('text', 5)]], {}), 7: ('wagtail.blocks.ListBlock', (6,), {}), 8: ('wagtail.blocks.StructBlock', [[('heading', 2), ('people', 7)]], {}), 9: ('wagtail.blocks.StructBlock', [[('date', 4), ('title', 4), ('text', 5)]], {}), 10: ('wagtail.blocks.ListBlock', (9,), {}), 11: ('wagtail.blocks.StructBlock', [[('items', 10)]], {}), 12: ('wagtail.blocks.RichTextBlock', (), {'required': False}), 13: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('text', 2), ('rich_text', 12)]], {'template': 'stock/blocks/table.html'}), 14: ('wagtail.blocks.RichTextBlock', (), {}), 15: ('wagtail.blocks.StructBlock', [[('heading', 4), ('text', 14)]], {}), 16: ('wagtail.blocks.ListBlock', (15,), {}), 17: ('wagtail.blocks.StructBlock', [[('items', 16)]], {}), 18: ('wagtail.blocks.URLBlock', (), {'required': False}), 19: ('wagtail.blocks.StructBlock', [[('text', 2), ('label', 4), ('url', 18)]], {})})),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='CasePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('status', models.CharField(blank=True, max_length=200)),
                ('line', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Coalition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name='CountryIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='CountryPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('code', models.CharField(max_length=3)),
                ('status', models.CharField(blank=True, max_length=100)),
                ('sentence', models.TextField(blank=True)),
                ('summary', models.TextField(blank=True)),
                ('un_status', models.CharField(blank=True, max_length=100)),
                ('un_group', models.CharField(blank=True, max_length=100)),
                ('region', models.CharField(blank=True, max_length=100)),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='DirectoryPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True)),
                ('body', wagtail.fields.StreamField([('text', 0), ('quote', 3), ('people', 8), ('timeline', 11), ('table', 13), ('accordion', 17), ('call_to_action', 19)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'template': 'stock/blocks/text.html'}), 1: ('wagtail.blocks.TextBlock', (), {}), 2: ('wagtail.blocks.CharBlock', (), {'required': False}), 3: ('wagtail.blocks.StructBlock', [[('text', 1), ('attribution', 2)]], {}), 4: ('wagtail.blocks.CharBlock', (), {}), 5: ('wagtail.blocks.TextBlock', (), {'required': False}), 6: ('wagtail.blocks.StructBlock', [[('name', 4), ('role', 2), ('text', 5)]], {}), 7: ('wagtail.blocks.ListBlock', (6,), {}), 8: ('wagtail.blocks.StructBlock', [[('heading', 2), ('people', 7)]], {}), 9: ('wagtail.blocks.StructBlock', [[('date', 4), ('title', 4), ('text', 5)]], {}), 10: ('wagtail.blocks.ListBlock', (9,), {}), 11: ('wagtail.blocks.StructBlock', [[('items', 10)]], {}), 12: ('wagtail.blocks.RichTextBlock', (), {'required': False}), 13: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('text', 2), ('rich_text', 12)]], {'template': 'stock/blocks/table.html'}), 14: ('wagtail.blocks.RichTextBlock', (), {}), 15: ('wagtail.blocks.StructBlock', [[('heading', 4), ('text', 14)]], {}), 16: ('wagtail.blocks.ListBlock', (15,), {}), 17: ('wagtail.blocks.StructBlock', [[('items', 16)]], {}), 18: ('wagtail.blocks.URLBlock', (), {'required': False}), 19: ('wagtail.blocks.StructBlock', [[('text', 2), ('label', 4), ('url', 18)]], {})})),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='HomePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True)),
                ('body', wagtail.fields.StreamField([('text', 0), ('quote', 3), ('people', 8), ('timeline', 11), ('table', 13), ('accordion', 17), ('call_to_action', 19)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'template': 'stock/blocks/text.html'}), 1: ('wagtail.blocks.TextBlock', (), {}), 2: ('wagtail.blocks.CharBlock', (), {'required': False}), 3: ('wagtail.blocks.StructBlock', [[('text', 1), ('attribution', 2)]], {}), 4: ('wagtail.blocks.CharBlock', (), {}), 5: ('wagtail.blocks.TextBlock', (), {'required': False}), 6: ('wagtail.blocks.StructBlock', [[('name', 4), ('role', 2), ('text', 5)]], {}), 7: ('wagtail.blocks.ListBlock', (6,), {}), 8: ('wagtail.blocks.StructBlock', [[('heading', 2), ('people', 7)]], {}), 9: ('wagtail.blocks.StructBlock', [[('date', 4), ('title', 4), ('text', 5)]], {}), 10: ('wagtail.blocks.ListBlock', (9,), {}), 11: ('wagtail.blocks.StructBlock', [[('items', 10)]], {}), 12: ('wagtail.blocks.RichTextBlock', (), {'required': False}), 13: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('text', 2), ('rich_text', 12)]], {'template': 'stock/blocks/table.html'}), 14: ('wagtail.blocks.RichTextBlock', (), {}), 15: ('wagtail.blocks.StructBlock', [[('heading', 4), ('text', 14)]], {}), 16: ('wagtail.blocks.ListBlock', (15,), {}), 17: ('wagtail.blocks.StructBlock', [[('items', 16)]], {}), 18: ('wagtail.blocks.URLBlock', (), {'required': False}), 19: ('wagtail.blocks.StructBlock', [[('text', 2), ('label', 4), ('url', 18)]], {})})),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Issue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='NoticePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('kind', models.CharField(max_length=20)),
                ('deadline', models.DateField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='SiteSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tagline', models.CharField(blank=True, max_length=300)),
                ('footer_text', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='UpdateIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True)),
                ('body', wagtail.fields.StreamField([('text', 0), ('quote', 3), ('people', 8), ('timeline', 11), ('table', 13), ('accordion', 17), ('call_to_action', 19)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'template': 'stock/blocks/text.html'}), 1: ('wagtail.blocks.TextBlock', (), {}), 2: ('wagtail.blocks.CharBlock', (), {'required': False}), 3: ('wagtail.blocks.StructBlock', [[('text', 1), ('attribution', 2)]], {}), 4: ('wagtail.blocks.CharBlock', (), {}), 5: ('wagtail.blocks.TextBlock', (), {'required': False}), 6: ('wagtail.blocks.StructBlock', [[('name', 4), ('role', 2), ('text', 5)]], {}), 7: ('wagtail.blocks.ListBlock', (6,), {}), 8: ('wagtail.blocks.StructBlock', [[('heading', 2), ('people', 7)]], {}), 9: ('wagtail.blocks.StructBlock', [[('date', 4), ('title', 4), ('text', 5)]], {}), 10: ('wagtail.blocks.ListBlock', (9,), {}), 11: ('wagtail.blocks.StructBlock', [[('items', 10)]], {}), 12: ('wagtail.blocks.RichTextBlock', (), {'required': False}), 13: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('text', 2), ('rich_text', 12)]], {'template': 'stock/blocks/table.html'}), 14: ('wagtail.blocks.RichTextBlock', (), {}), 15: ('wagtail.blocks.StructBlock', [[('heading', 4), ('text', 14)]], {}), 16: ('wagtail.blocks.ListBlock', (15,), {}), 17: ('wagtail.blocks.StructBlock', [[('items', 16)]], {}), 18: ('wagtail.blocks.URLBlock', (), {'required': False}), 19: ('wagtail.blocks.StructBlock', [[('text', 2), ('label', 4), ('url', 18)]], {})})),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='UpdatePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('date', models.DateField()),
                ('summary', models.TextField(blank=True)),
                ('body', wagtail.fields.StreamField([('text', 0), ('quote', 3), ('people', 8), ('timeline', 11), ('table', 13), ('accordion', 17), ('call_to_action', 19)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'template': 'stock/blocks/text.html'}), 1: ('wagtail.blocks.TextBlock', (), {}), 2: ('wagtail.blocks.CharBlock', (), {'required': False}), 3: ('wagtail.blocks.StructBlock', [[('text', 1), ('attribution', 2)]], {}), 4: ('wagtail.blocks.CharBlock', (), {}), 5: ('wagtail.blocks.TextBlock', (), {'required': False}), 6: ('wagtail.blocks.StructBlock', [[('name', 4), ('role', 2), ('text', 5)]], {}), 7: ('wagtail.blocks.ListBlock', (6,), {}), 8: ('wagtail.blocks.StructBlock', [[('heading', 2), ('people', 7)]], {}), 9: ('wagtail.blocks.StructBlock', [[('date', 4), ('title', 4), ('text', 5)]], {}), 10: ('wagtail.blocks.ListBlock', (9,), {}), 11: ('wagtail.blocks.StructBlock', [[('items', 10)]], {}), 12: ('wagtail.blocks.RichTextBlock', (), {'required': False}), 13: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('text', 2), ('rich_text', 12)]], {'template': 'stock/blocks/table.html'}), 14: ('wagtail.blocks.RichTextBlock', (), {}), 15: ('wagtail.blocks.StructBlock', [[('heading', 4), ('text', 14)]], {}), 16: ('wagtail.blocks.ListBlock', (15,), {}), 17: ('wagtail.blocks.StructBlock', [[('items', 16)]], {}), 18: ('wagtail.blocks.URLBlock', (), {'required': False}), 19: ('wagtail.blocks.StructBlock', [[('text', 2), ('label', 4), ('url', 18)]], {})})),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Act',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('label', models.CharField(max_length=200)),
                ('date', models.DateField(blank=True, null=True)),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='acts', to='stock.countrypage')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Organization',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(db_index=True, max_length=300)),
                ('country_code', models.CharField(db_index=True, max_length=3)),
                ('country', models.CharField(max_length=120)),
                ('region', models.CharField(blank=True, max_length=100)),
                ('un_group', models.CharField(blank=True, max_length=100)),
                ('type', models.CharField(blank=True, max_length=100)),
                ('language', models.CharField(blank=True, max_length=100)),
                ('joined', models.IntegerField(null=True)),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='stock.coalition')),
                ('issues', models.ManyToManyField(to='stock.issue')),
            ],
        ),
        migrations.CreateModel(
            name='Office',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('name', models.CharField(max_length=200)),
                ('lines', models.TextField(blank=True)),
                ('settings', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='offices', to='stock.sitesettings')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FooterLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.WAGTAIL_PAGE_MODEL)),
                ('settings', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='footer_links', to='stock.sitesettings')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SituationPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True)),
                ('number', models.CharField(blank=True, max_length=60)),
                ('status', models.CharField(blank=True, max_length=200)),
                ('country', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='situations', to='stock.countrypage')),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='SocialLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('name', models.CharField(max_length=100)),
                ('url', models.URLField()),
                ('settings', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='social_links', to='stock.sitesettings')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
    ]
