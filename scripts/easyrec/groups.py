"""`feature_groups`: which features a model takes, and attention over sequences."""
import re

from easyrec import layers
from easyrec.tokens import ConfigError


def identifier(name):
    return re.sub(r"\W", "_", name)


class Groups:
    """Groups by name; remembers which of them the model takes."""

    def __init__(self, model, features, report):
        self.features, self.report, self.taken = features, report, []
        self.groups = {}
        elsewhere = {message.text("group_name", ""): message
                     for message in model.messages("seq_att_groups")}
        for message in model.messages("feature_groups"):
            name = message.text("group_name", "")
            self.groups[name] = (message, self.read(message))
            if name in elsewhere:
                self.groups[name][1].extend(self.attention(elsewhere.pop(name)))
        for message in elsewhere.values():
            report.error(message, f"seq_att_groups {message.text('group_name')!r}: no feature "
                         "group has its name")

    def read(self, message):
        self.report.only(message, "wide_deep", "DEEP", "no counterpart: there is no linear part")
        self.report.only(message, "negative_sampler", False)
        names = [self.known(field, text).name for field, text in
                 zip(message.fields_of("feature_names"), message.texts("feature_names"))]
        for attention in message.messages("sequence_features"):
            names += [name for name in self.attention(attention) if name not in names]
        return names

    def known(self, place, name):
        if name not in self.features:
            raise ConfigError(place, f"unknown feature {name!r}")
        return self.features[name]

    def attention(self, message):
        """Gives the sequences their pooling; names all features that take part."""
        self.report.skip(message, ["tf_summary", "allow_key_search", "need_key_feature"],
                         "the target is an input in any case")
        for name in ("allow_key_transform", "transform_dnn"):
            self.report.only(message, name, False)
        message.fields_of("group_name")
        network = layers.attention(message, self.report)
        names = []
        for pairs in message.messages("seq_att_map"):
            self.report.only(pairs, "aux_hist_seq", None)
            names += self.attend(pairs, network)
        return names

    def attend(self, pairs, network):
        keys, sequences = pairs.texts("key"), pairs.texts("hist_seq")
        if len(keys) != len(sequences):
            raise ConfigError(pairs, f"{len(keys)} keys for {len(sequences)} sequences; here each "
                              "sequence has a target")
        if len(keys) > 1:
            self.report.differs(pairs, "several keys in a seq_att_map: each sequence has attention "
                                "of its own")
        for key, name in zip(keys, sequences):
            target, sequence = self.known(pairs, key), self.known(pairs, name)
            if sequence.kind != "sequence":
                raise ConfigError(pairs, f"hist_seq {name!r} is not a SequenceFeature")
            sequence.options["pooling"] = {"type": "attention", "target": target.column, **network}
        return keys + sequences

    def take(self, name, place):
        """The group's name here."""
        if name not in self.groups:
            raise ConfigError(place, f"there is no feature group {name!r}")
        if name not in self.taken:
            self.taken.append(name)
        return identifier(name)

    def used(self):
        """The features of all groups taken, in the order of `feature_config`."""
        wanted = {name for group in self.taken for name in self.groups[group][1]}
        return [feature for feature in self.features.values() if feature.name in wanted]

    def section(self):
        return [{"name": identifier(name),
                 "features": [self.features[feature].column
                              for feature in self.groups[name][1]]}
                for name in self.taken]

    def finish(self):
        """What no model asked for; sequences without attention."""
        for name, (message, _) in self.groups.items():
            if name not in self.taken:
                self.report.differs(message, f"the feature group {name} feeds nothing")
        used = self.used()
        for feature in self.features.values():
            if feature not in used:
                self.report.differs(feature.message, f"the feature {feature.name} is left out: it "
                                    "feeds nothing")
            elif feature.kind == "sequence" and "pooling" not in feature.options:
                self.report.error(feature.message, f"the sequence {feature.name} has no attention "
                                  "(sequence_features) that combines its values")
