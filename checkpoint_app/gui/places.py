"""The pages of the window, in the order of the navigation."""

from __future__ import annotations

from dataclasses import dataclass

from checkpoint_app.i18n import noop


@dataclass(frozen=True, slots=True)
class Place:
    """A page: its key, its word in the navigation (empty: not there), where its class is."""

    key: str
    title: str
    module: str
    name: str


PAGES = (
    Place("today", noop("Today's duty"), "today.page", "TodayPage"),
    Place("late", noop("Late entry"), "late", "LatePage"),
    Place("records", noop("Records"), "records", "RecordsPage"),
    Place("entry", "", "entry", "EntryPage"),
    Place("compare", "", "compare", "ComparePage"),
    Place("tasks", "", "tasks.page", "TasksPage"),
    Place("paper", noop("Print"), "paper.page", "PaperPage"),
    Place("school", noop("School guard|page"), "school.page", "SchoolPage"),
    Place("operations", noop("Operations|page"), "operations.page", "OperationsPage"),
    Place("fire", noop("Fire equipment|page"), "fire.page", "FirePage"),
    Place("hazards", noop("Hazards|page"), "hazards.page", "HazardsPage"),
    Place("statistics", noop("Statistics|page"), "statistics.page", "StatisticsPage"),
    Place("sync", noop("Sync|page"), "sync.page", "SyncPage"),
    Place("stick", noop("USB export"), "stick", "StickPage"),
    Place("people", noop("People"), "people", "PeoplePage"),
    Place("sites", noop("Sites"), "sites", "SitesPage"),
    Place("forms", "", "forms", "FormsPage"),
    Place("settings", noop("Settings"), "settings", "SettingsPage"),
)
