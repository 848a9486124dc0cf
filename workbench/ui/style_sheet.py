"""The one style sheet; `@name` stands for the colour of that role."""

from __future__ import annotations

SHEET = """
QToolTip { background: @raised; color: @text; border: 1px solid @border; padding: 4px; }
QLabel[role="muted"] { color: @muted; }
QLabel[role="title"] { font-size: 20pt; font-weight: 600; }
QLabel[role="heading"] { font-size: 12pt; font-weight: 600; }
QLabel[role="section"] { color: @muted; font-weight: 600; }
QLabel[role="bad"] { color: @bad; }
QLabel[role="warning"] { color: @warning; }
QLabel[role="good"] { color: @good; }
QLabel[role="figure"] { font-size: 24pt; font-weight: 600; }
QPushButton { padding: 4px 12px; min-height: 20px; border: 1px solid @outline;
  border-radius: 4px; background: @raised; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @selection; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @faint; background: @window; }
QPushButton:checked { background: @selection; }
QPushButton[role="primary"] { background: @accent; color: @on_accent; border-color: @accent;
  font-weight: 600; padding: 8px 16px; }
QPushButton[role="primary"]:disabled { background: @hover; color: @faint; border-color: @border; }
QPushButton[role="big"] { padding: 8px 16px; }
QPushButton[role="quiet"] { border-color: transparent; background: transparent; }
QPushButton[role="quiet"]:hover { background: @hover; }
QPushButton[role="quiet"]:focus { border-color: @accent; }
QPushButton[role="link"] { border: 1px solid transparent; background: transparent;
  color: @accent; text-align: left; padding: 4px 0; }
QPushButton[role="link"]:hover { background: @hover; }
QPushButton[role="link"]:focus { border-color: @accent; }
QPushButton[role="link"]:disabled { color: @muted; }
QLineEdit, QPlainTextEdit, QTextEdit {
  border: 1px solid @outline; border-radius: 4px; padding: 4px 8px; background: @base;
  selection-background-color: @accent; selection-color: @on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border-color: @accent; }
QComboBox, QSpinBox, QDoubleSpinBox { border: 1px solid @outline; border-radius: 4px;
  background: @base; }
QComboBox { padding: 2px 4px 2px 8px; min-height: 20px; }
QComboBox:hover, QSpinBox:hover, QDoubleSpinBox:hover { background: @raised; }
QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus { border-color: @accent; }
QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled { color: @faint; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: url(%down); width: 10px; height: 10px; }
QComboBox QAbstractItemView { border: 1px solid @outline; background: @raised;
  selection-background-color: @selection; selection-color: @text; }
QAbstractSpinBox { padding: 0; min-height: 24px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: 18px;
  background: transparent; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: @hover; }
QAbstractSpinBox::up-arrow { image: url(%up); width: 8px; height: 8px; }
QAbstractSpinBox::down-arrow { image: url(%down); width: 8px; height: 8px; }
QCheckBox::indicator, QTableView::indicator { width: 14px; height: 14px;
  border: 1px solid @faint; border-radius: 3px; background: @base; }
QCheckBox::indicator:hover, QCheckBox::indicator:focus, QTableView::indicator:hover {
  border-color: @accent; }
QCheckBox::indicator:checked, QTableView::indicator:checked { background: @accent;
  border-color: @accent; image: url(%check); }
QDialogButtonBox, QMessageBox { dialogbuttonbox-buttons-have-icons: 0; }
QDialog#palette { border: 1px solid @faint; background: @raised; }
QDialog#palette QTreeView::item { padding: 4px 8px; }
QTableView, QListView, QTreeView { border: none; background: @base; alternate-background-color:
  @raised; gridline-color: @border; selection-background-color: @selection;
  selection-color: @text; }
QTableView::item { padding: 0 6px; }
QTreeView[rows="airy"]::item { padding: 4px 4px; }
QHeaderView { background: @window; }
QHeaderView::section { background: @window; color: @muted; border: none;
  border-bottom: 1px solid @border; padding: 4px 8px; font-weight: 600; }
QTabWidget::pane { border: none; border-top: 1px solid @border; }
QTabBar::tab { padding: 8px 12px; border: none; border-bottom: 2px solid transparent;
  color: @muted; background: transparent; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabBar:focus { outline: none; }
QProgressBar { border: none; border-radius: 3px; background: @hover; max-height: 6px;
  min-height: 6px; }
QProgressBar::chunk { border-radius: 3px; background: @accent; }
QSplitter::handle { background: @border; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QStatusBar { border-top: 1px solid @border; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: @muted; padding: 0 8px; }
QMenuBar { border-bottom: 1px solid @border; }
QMenu { border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 4px 24px 4px 12px; }
QMenu::item:selected { background: @selection; color: @text; }
QMenu::item:disabled { color: @faint; }
QMenu::separator { height: 1px; background: @border; margin: 4px 0; }
QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: @border; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: @faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollArea { border: none; background: transparent; }
QWidget[surface="base"] { background: @base; }
QWidget[surface="raised"] { background: @raised; }
QFrame[line="true"] { background: @border; border: none; }
QFrame[notice="info"] { background: @info_surface; border-bottom: 1px solid @border; }
QFrame[notice="error"] { background: @bad_surface; border-bottom: 1px solid @border; }
QWidget#rail { background: @window; border-right: 1px solid @border; }
QWidget#rail QToolButton { border: none; border-left: 3px solid transparent; padding: 8px 4px;
  color: @muted; }
QWidget#rail QToolButton:hover { background: @hover; color: @text; }
QWidget#rail QToolButton:checked { border-left-color: @accent; color: @text; }
QWidget#rail QToolButton:focus { background: @hover; }
"""
