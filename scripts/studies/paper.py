"""What Ma et al. 2018 show in section 3, read from the drawing coordinates of their figures (errors
about 0.0005). Steps are in thousands. c, m, alpha, beta, batch size and the scale of the loss are not
in the paper: compare ratios and shapes, not levels."""

MODELS = {"mmoe": "MMoE", "omoe": "OMoE", "shared_bottom": "Shared-Bottom"}

# Fig. 2: cosine of the weights -> mean Pearson correlation of the labels, deviation over 100 repeats.
PEARSON = {0.4: (0.055, 0.011), 0.5: (0.074, 0.010), 0.6: (0.100, 0.011), 0.7: (0.134, 0.012),
           0.8: (0.193, 0.011), 0.9: (0.305, 0.010), 0.95: (0.446, 0.011), 0.98: (0.657, 0.009),
           1.0: (0.9965, 0.0001)}

# Fig. 3: mean loss of Shared-Bottom with 16 units, by correlation.
BOTTOM_STEPS = (100, 500, 1000, 2000, 4000, 6000, 8000, 9900)
BOTTOM = {0.5: (0.757, 0.619, 0.542, 0.485, 0.438, 0.422, 0.406, 0.397),
          0.9: (0.755, 0.598, 0.513, 0.442, 0.397, 0.374, 0.363, 0.353),
          1.0: (0.708, 0.548, 0.464, 0.399, 0.345, 0.323, 0.298, 0.283)}

# Fig. 4: mean loss of 200 runs, by correlation and model.
LOSS_STEPS = (500, 1000, 2000, 4000, 6000, 8000, 9900)
LOSSES = {
    (0.5, "mmoe"): (0.235, 0.173, 0.134, 0.106, 0.095, 0.088, 0.083),
    (0.5, "omoe"): (0.379, 0.291, 0.230, 0.178, 0.161, 0.151, 0.146),
    (0.5, "shared_bottom"): (0.494, 0.385, 0.331, 0.286, 0.268, 0.260, 0.255),
    (0.9, "mmoe"): (0.226, 0.166, 0.127, 0.101, 0.092, 0.086, 0.081),
    (0.9, "omoe"): (0.314, 0.238, 0.185, 0.150, 0.133, 0.124, 0.118),
    (0.9, "shared_bottom"): (0.531, 0.424, 0.351, 0.294, 0.261, 0.239, 0.221),
    (1.0, "mmoe"): (0.213, 0.156, 0.119, 0.092, 0.079, 0.073, 0.070),
    (1.0, "omoe"): (0.219, 0.164, 0.127, 0.101, 0.089, 0.083, 0.078),
    (1.0, "shared_bottom"): (0.453, 0.361, 0.306, 0.259, 0.233, 0.216, 0.201)}

# Fig. 5: runs in each bin of the final loss; bin k is from k/30 to (k+1)/30.
BIN_WIDTH = 1 / 30
COUNTS = {
    (0.5, "mmoe"): "0:1 1:117 2:55 3:9 4:6 6:6 8:2 13:2 16:1 17:1",
    (0.9, "mmoe"): "0:1 1:131 2:49 3:3 4:3 6:2 7:1 8:1 11:1 12:3 13:4 14:1",
    (1.0, "mmoe"): "0:4 1:141 2:35 3:6 4:3 5:2 6:3 7:1 9:2 10:1 13:2",
    (0.5, "omoe"): "1:2 2:43 3:84 4:36 5:12 6:2 7:5 8:1 9:4 12:4 13:1 14:4 15:2",
    (0.9, "omoe"): "1:21 2:104 3:39 4:16 5:2 7:3 8:2 9:4 12:2 13:4 14:1 15:1 18:1",
    (1.0, "omoe"): "0:11 1:136 2:28 3:8 4:1 5:2 6:1 7:1 8:2 9:1 11:5 12:1 13:3",
    (0.5, "shared_bottom"): "1:14 2:58 3:8 4:3 5:5 6:19 7:9 8:5 9:1 10:1 12:3 13:67 14:4 15:2 18:1",
    (0.9, "shared_bottom"): "1:1 2:34 3:37 4:24 5:10 6:20 7:20 8:13 9:4 10:1 13:14 14:17 15:5",
    (1.0, "shared_bottom"):
        "1:3 2:76 3:23 4:17 5:10 6:16 7:4 8:2 9:4 11:3 12:3 13:32 14:6 15:1"}


def final_losses(correlation, model):
    """Of the 200 runs, each in the middle of its bin."""
    bins = [pair.split(":") for pair in COUNTS[correlation, model].split()]
    return [(int(place) + 0.5) * BIN_WIDTH for place, runs in bins for _ in range(int(runs))]


def ratio(correlation, model):
    """Of the mean final loss to MMoE's."""
    return LOSSES[correlation, model][-1] / LOSSES[correlation, "mmoe"][-1]
