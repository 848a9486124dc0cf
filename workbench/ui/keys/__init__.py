"""Which keys do what: bindings, the sheet, and changing them."""
