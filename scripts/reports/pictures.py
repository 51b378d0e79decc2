"""Pictures of runs over seeds: functions that return matplotlib figures."""
from reports.curves import curve_panels, loss_curves
from reports.distributions import histogram_grid, histograms, strip_panels, strips
from reports.gates import gate_heat_map, mean_by_rank
from reports.looks import looks_of

__all__ = ["curve_panels", "gate_heat_map", "histogram_grid", "histograms", "looks_of",
           "loss_curves", "mean_by_rank", "strip_panels", "strips"]
