// What config/reader.h refuses, one value at a time.
#include "config/small_config.h"
#include "support/catch.h"

namespace mmoe {

using test::check_conflicts;
using test::small_config_error;

TEST_CASE("values of the wrong type or out of range are refused", "[config]") {
  const std::vector<test::Conflict> cases = {
      // Numbers.
      {{"train.batch_size=1.5"}, "train.batch_size: expected a whole number, found '1.5'"},
      {{"train.batch_size=1e3"}, "train.batch_size: expected a whole number, found '1e3'"},
      {{"train.batch_size='5'"}, "train.batch_size: expected a whole number, found the text '5'"},
      {{"train.batch_size=0"},
       "train.batch_size: '0' is out of range: it must be at least 1 and at most 100,000,000"},
      {{"train.seed=-1"}, "train.seed: '-1' is out of range: it must be at least 0"},
      {{"train.seed=9223372036854775808"},
       "train.seed: expected a whole number, found '9223372036854775808'"},
      {{"train.batch_size="}, "train.batch_size: expected a whole number, found nothing"},
      {{"train.batch_size=[1]"}, "train.batch_size: expected a whole number, found a list"},
      {{"train.clip_norm=0"}, "train.clip_norm.all: '0' is out of range: it must be above 0"},
      {{"train.clip_norm=.nan"}, "train.clip_norm.all: expected a number, found '.nan'"},
      {{"train.clip_norm=nan"}, "train.clip_norm.all: expected a number, found 'nan'"},
      {{"train.clip_norm=.inf"}, "train.clip_norm.all: expected a number, found '.inf'"},
      {{"train.clip_norm=1e999"}, "train.clip_norm.all: expected a number, found '1e999'"},
      {{"train.clip_norm='1'"}, "train.clip_norm.all: expected a number, found the text '1'"},
      {{"model.tower.dropout=1"},
       "model.tower.dropout: '1' is out of range: it must be at least 0 and below 1"},
      {{"model.tower.hidden=[8, 0]"},
       "model.tower.hidden.1: '0' is out of range: it must be at least 1 and at most 1,000,000"},
      {{"train.threads=0"},
       "train.threads: '0' is out of range: it must be at least 1 and at most 1,024"},
      {{"train.threads=many"}, "train.threads: expected a whole number or 'auto', found 'many'"},
      {{"train.threads=atuo"},
       "train.threads: expected a whole number or 'auto', found 'atuo'; did you mean 'auto'?"},
      // Words.
      {{"model.tower.batch_norm=yes"},
       "model.tower.batch_norm: expected true or false, found 'yes'"},
      {{"model.tower.batch_norm=True"},
       "model.tower.batch_norm: expected true or false, found 'True'; did you mean 'true'?"},
      {{"model.tower.batch_norm='true'"},
       "model.tower.batch_norm: expected true or false, found the text 'true'; "
       "did you mean 'true'?"},
      {{"model.init=golrot"},
       "model.init: expected 'torch', 'glorot' or 'he', found 'golrot'; "
       "did you mean 'glorot'?"},
      {{"name=[a]"}, "name: expected text, found a list"},
      // Lists and mappings.
      {{"model.tower.hidden=8"}, "model.tower.hidden: expected a list, found '8'"},
      {{"model.tower=8"}, "model.tower: expected a mapping of keys, found '8'"},
      {{"train="}, "train: expected a mapping of keys, found nothing"},
      {{"features=[]"}, "features: the list is empty"},
      {{"features.0.name=[]"}, "features.0.name: the list is empty"},
      {{"features.0.name=[{}]"}, "features.0.name.0: expected text, found a mapping"},
      {{"tasks="}, "tasks: expected a list, found nothing"},
      // Choices.
      {{"train.optimizer=adm"},
       "train.optimizer: unknown type 'adm'; it is one of 'adam', 'adamw', "
       "'sgd' or 'adagrad'; did you mean 'adam'?"},
      {{"train.optimizer.type=[adam]"},
       "train.optimizer.type: unknown type a list; it is one of 'adam', 'adamw', 'sgd' or "
       "'adagrad'"},
      {{"train.optimizer=[adam]"}, "train.optimizer: expected a mapping with 'type', found a list"},
      {{"train.table_optimizer=adam"},
       "train.table_optimizer: unknown type 'adam'; it is one of 'lazy_adam', "
       "'row_wise_adagrad' or 'sgd'"},
      {{"train.table_optimizer={type: lazy_adam, l2: 0.1}"},
       "train.table_optimizer.l2: unknown key (known here: type, learning_rate, beta1, beta2, "
       "epsilon)"},
      {{"model={tower: {}}"},
       "model: 'type' is missing; it is one of 'single_task', "
       "'shared_bottom', 'omoe', 'mmoe', 'ple' or 'backbone'"},
      // Keys.
      {{"train.epoch=1"},
       "train.epoch: unknown key; did you mean 'epochs'? (known here: epochs, steps, batch_size, "
       "optimizer, table_optimizer, schedule, combine, clip_norm, embedding_max_norm, ema, "
       "init_from, freeze, early_stop, validate_every, save_every, keep, on_nonfinite, log_every, "
       "seed, members, device, threads)"},
      {{"modle.type=mmoe"},
       "modle: unknown key; did you mean 'model'? (known here: name, data, "
       "features, tasks, model, train)"},
      {{"train.optimizer={type: adamw, l2: 0.1}"},
       "train.optimizer.l2: unknown key (known here: type, learning_rate, embedding_learning_rate, "
       "weight_decay, beta1, "
       "beta2, epsilon)"},
      {{"train.optimizer={weight_decay: 0.1}"},
       "train.optimizer.weight_decay: unknown key (known here: type, learning_rate, "
       "embedding_learning_rate, l2, "
       "embedding_l2, beta1, beta2, epsilon)"},
      {{"tasks.buy={type: binary, name: buy}"}, "tasks.0.label: is missing"},
  };
  check_conflicts(cases);
}

TEST_CASE("what is found is shown shortened", "[config]") {
  const std::string error = small_config_error({"train.batch_size=" + std::string(1000, 'x')});
  CHECK_THAT(error, Catch::Matchers::EndsWith("found '" + std::string(40, 'x') + "...'"));
}

}  // namespace mmoe
