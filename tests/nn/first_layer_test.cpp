// A first layer gives the same whether its tables are folded or looked up.
#include "nn/first_layer.h"

#include "support/torch_test.h"

#include "nn/kernels.h"
#include "nn/lookup.h"
#include "nn/pass.h"
#include "support/torch_blocks.h"
#include "support/torch_models.h"

namespace mmoe {

using namespace test;

namespace {

// Two groups of columns; biases for the first only.
Graph graph_of(const Schema& schema) {
  Graph graph;
  const std::vector<OutputGroup> groups = {{2, 9, true}, {2, 3, false}};
  const RandomStream stream(1, "init");
  EmbeddingTables tables(schema, stream);
  graph.add("input",
            std::make_shared<FirstLayer>(schema, tables, std::vector<int64_t>(), groups,
                                         Init::torch, stream),
            {});
  return graph;
}

struct Result {
  size_t folded;
  at::Tensor out, prediction, gradient;
};

// Tables are folded as for batches of `fold_as_for` rows.
Result run(const Graph& graph, const ParameterStore& store, const Batch& batch,
           int64_t fold_as_for) {
  const at::TensorOptions options = store.flat().options();
  Preparation preparation(graph, kernels_for(store.flat()), fold_as_for);
  Gradients gradients(graph, store, preparation, batch.rows);
  Pass pass({graph, preparation, options}, batch.rows, &gradients);
  Pass prediction({graph, preparation, options}, batch.rows);
  const Source output{0, 0, graph.nodes()[0].block->width()};
  at::Tensor sum;
  // Twice: gradients are added up, and nothing of the first time is left over.
  for (const int round : {1, 2}) {
    preparation.begin();
    pass.forward(batch, /*training=*/true);
    prediction.forward(batch, /*training=*/false);
    const at::Tensor d_out = random({batch.rows, output.width}, "d", store.flat().scalar_type());
    pass.output_gradient(output).copy_(d_out);
    gradients.clear(batch, /*dense_is_zero=*/round == 2);
    pass.backward();
    preparation.end(gradients);
  }
  const auto& plan = static_cast<const FoldPlan&>(*preparation.of(0));
  return {plan.folded.size(), pass.output(output).clone(), prediction.output(output).clone(),
          gradients.parameters().clone()};
}

void check_same(const Schema& schema, const Dataset& data) {
  const Graph graph = graph_of(schema), wide_graph = graph_of(schema);
  const ParameterStore store(graph, of(at::kFloat)), wide(wide_graph, of(at::kDouble));
  Batch batch = batch_of(data, at::kFloat), wide_batch = batch_of(data, at::kDouble);
  batch.hides = wide_batch.hides = true;
  const Result expected = run(wide_graph, wide, wide_batch, 1 << 20);
  CHECK(expected.folded == 0);  // ATen's kernels look up
  for (const auto& [fold_as_for, folded] :
       {std::pair<int64_t, size_t>{0, 0}, {14, 2}, {1 << 20, schema.fields.size()}}) {
    CAPTURE(fold_as_for);
    const Result found = run(graph, store, batch, fold_as_for);
    CHECK(found.folded == std::min(folded, schema.fields.size()));
    CHECK(difference(found.out, expected.out.to(at::kFloat), 1e-5) == "");
    CHECK(difference(found.prediction, expected.out.to(at::kFloat), 1e-5) == "");
    // That of a common row is the difference of two sums over all rows.
    CHECK(difference(found.gradient, expected.gradient.to(at::kFloat), 2e-5) == "");
  }
}

enum class Commons { some, all, none, hidden };

}  // namespace

TEST_CASE("first layer: folded and looked-up tables give the same", "[nn]") {
  using Shapes = std::vector<std::pair<int64_t, int64_t>>;
  // Up to two tables of seven rows or less.
  for (const Shapes& shapes :
       {Shapes{{7, 5}}, Shapes{{3, 5}, {7, 1}}, Shapes{{7, 5}, {50, 16}, {2, 3}},
        Shapes{{90, 2}, {80, 3}, {4, 8}, {30, 1}, {5, 4}, {60, 17}}}) {
    for (const int64_t numerics : {0, 1, 6}) {
      for (const int64_t rows : {0, 1, 2, 9, 150}) {
        for (const Commons commons :
             {Commons::some, Commons::all, Commons::none, Commons::hidden}) {
          CAPTURE(shapes.size(), numerics, rows, static_cast<int>(commons));
          Schema schema = schema_of(numerics, shapes);
          for (Field& field : schema.fields) field.common = static_cast<int32_t>(field.rows / 2);
          Dataset data = random_rows(schema, mixed_tasks(1), rows, "rows");
          for (size_t i = 0; i < data.ids.size(); ++i) {
            const int32_t common = schema.fields[i % shapes.size()].common;
            if (commons == Commons::all) data.ids[i] = common;
            if (commons == Commons::none && data.ids[i] == common) data.ids[i] = 0;
            if (commons == Commons::hidden && i % 3 != 1) data.ids[i] = -1;
          }
          check_same(schema, data);
        }
      }
    }
  }
}

namespace {

// A layer over fields and numerics, and another over the same columns as further inputs; both have
// the same weight.
struct Further {
  Graph graph;
  Source direct, further;

  Further(const Schema& schema, const std::vector<OutputGroup>& groups) {
    const RandomStream stream(1, "init");
    EmbeddingTables tables(schema, stream);
    direct = graph.add("direct",
                       std::make_shared<FirstLayer>(schema, tables, std::vector<int64_t>(), groups,
                                                    Init::torch, stream),
                       {});
    Selection all;
    for (size_t i = 0; i < schema.fields.size(); ++i) all.fields.push_back(i);
    for (size_t i = 0; i < schema.numerics.size(); ++i) all.numerics.push_back(i);
    const Source x = graph.add("x", std::make_shared<Lookup>(schema, tables, all), {});
    const std::vector<Source> in = {{x.node, 0, 4}, {x.node, 4, x.width - 4}};
    further = graph.add(
        "further",
        std::make_shared<FirstLayer>(Schema(), tables, std::vector<int64_t>{4, x.width - 4}, groups,
                                     Init::torch, stream),
        in);
  }
};

}  // namespace

TEST_CASE("first layer: further inputs are columns like any other", "[nn]") {
  Schema schema = schema_of(3, {{7, 4}, {5, 3}, {40, 2}});
  schema.fields[1].table = "t";
  schema.lists = {{{"l", 5, 3, 0.5, 0, "t"}, 2, SumPooling(), false}};
  const Dataset data = random_rows(schema, mixed_tasks(1), 30, "rows");
  for (const auto type : {at::kFloat, at::kDouble}) {
    for (const bool bias : {true, false}) {
      CAPTURE(static_cast<int>(type), bias);
      const Further made(schema, {{2, 3, bias}});
      GraphRun run(made.graph, 30, type);
      run.batch = batch_of(data, type);
      const at::Tensor out = run.forward(made.further).clone();
      CHECK(difference(out, run.pass.output(made.direct), 1e-5) == "");
      const at::Tensor d = random(out.sizes(), "d", type);
      std::vector<at::Tensor> gradients;
      for (const Source& each : {made.direct, made.further}) {
        const Source other = each.node == made.direct.node ? made.further : made.direct;
        run.pass.output_gradient(other).zero_();
        run.backward(each, d);
        gradients.push_back(run.gradients.parameters().clone());
      }
      for (const char* name : {"weight", "bias"}) {
        if (!bias && std::string(name) == "bias") continue;
        run.pass.output_gradient(made.direct).copy_(d);
        run.backward(made.further, d);
        CHECK(difference(run.gradient_of(std::string("further.") + name),
                         run.gradient_of(std::string("direct.") + name), 2e-5) == "");
      }
      // The tables' gradients, alike by both ways.
      for (const ParameterStore::Entry& entry : run.store.entries()) {
        if (entry.kind != ParameterKind::table) continue;
        const auto part = [&](size_t i) {
          return gradients[i].narrow(0, entry.offset, entry.size);
        };
        CHECK(difference(part(0), part(1), 2e-5) == "");
        CHECK(part(0).abs().sum().item<double>() > 0);
      }
    }
  }
}

}  // namespace mmoe
