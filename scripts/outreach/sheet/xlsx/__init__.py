"""Reads an .xlsx file and patches single cells in it; every part it does not touch stays as it is.

package opens the zip; scan maps a sheet's part to a layout; values and snapshot read what cells
show; changes compares; patch writes; calculation and locks keep formulas whole; replace saves.
"""
