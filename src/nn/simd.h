// Loops over plain floats, compiled for several instruction sets, the best picked at run time
// (Google Highway). Strides count floats. One source file a topic: simd_<topic>.cpp.
#pragma once

#include <cstdint>

namespace mmoe::simd {

// A matrix view: rows of `width` contiguous floats, `stride` apart.
struct View {
  float* data;
  int64_t rows, width, stride;
};
struct ConstView {
  const float* data;
  int64_t rows, width, stride;
};
struct Ids {
  const int32_t* data;
  int64_t stride;  // from one row of the batch to the next
};

const char* target_name();  // such as "AVX3"

// --- layers: what stands before and after products ---
void add_bias(View out, const float* bias);       // each row += bias
void add_column_sums(ConstView in, float* sums);  // sums += sum of rows
void relu(ConstView in, View out);
void relu_backward(ConstView out, ConstView d_out, View d_in, bool add);

// --- norm: batch norm ---
// squares += sum of (in - mean)^2, by column
void add_centred_squares(ConstView in, const float* mean, float* squares);
void scale_shift(ConstView in, const float* factor, const float* offset, View out);
void scale_shift_relu(ConstView in, const float* factor, const float* offset, View out);
// gain += sum d * (in - mean) * inverse, offset += sum d, by column
void norm_sums(ConstView in, const float* mean, const float* inverse, ConstView d, float* gain,
               float* offset);
// The same after relu's backward, in place on d.
void norm_sums_relu(ConstView in, const float* mean, const float* inverse, ConstView out, View d,
                    float* gain, float* offset);
// d_in = (or +=) a * d + b * in + c, by column
void combine(ConstView in, ConstView d, const float* a, const float* b, const float* c, View d_in,
             bool add);

// --- rows: rows of tables chosen by ids ---
// One field of a lookup: rows of a table into columns, and back.
void gather_rows(const float* table, int64_t dim, Ids ids, View out);
void scatter_rows(ConstView d_out, Ids ids, float* d_table);
// out[row] = base + sum over `chosen` rows of table; chosen[starts[row] .. starts[row + 1]).
struct ChosenRows {
  const int32_t* rows;
  const int32_t* starts;
};
void add_rows(ConstView table, const float* base, ChosenRows chosen, View out);
// table[chosen] += d_out[row]
void add_rows_backward(ConstView d_out, ChosenRows chosen, View d_table);
void subtract_row(const float* row, View out);  // each row -= row

// --- lists: several rows of a table become one ---
// A list of a lookup: columns of ids, -1 from where there are no more, and of their weights.
struct List {
  Ids ids;
  int64_t length;
  const float* weights;  // null: 1 each
  int64_t weight_stride;
  bool is_mean;  // else a sum
};
void pool_rows(const float* table, int64_t dim, List list, View out);
// `rows`: where in d_table the ids' gradients go.
void pool_rows_backward(ConstView d_out, List list, Ids rows, float* d_table);
void max_rows(const float* table, int64_t dim, List list, View out);
void max_rows_backward(ConstView d_out, const float* table, List list, Ids rows, float* d_table);

// --- mixture: gates and experts ---
// Softmax within each group of `size` columns.
void softmax(ConstView in, int64_t size, View out);
void softmax_backward(ConstView out, int64_t size, ConstView d_out, View d_in, bool add);
// A row: out[t] = sum_e gates[t, e] experts[e]; see Kernels::mix.
void mix(ConstView experts, ConstView gates, int64_t count, View out);
void mix_backward(ConstView experts, ConstView gates, int64_t count, ConstView d_out,
                  View d_experts, bool add_experts, View d_gates, bool add_gates);

// --- losses: sums over rows of weight times loss; d_logits, `d_stride` apart, become weight times
// derivative times `scale`. Rows whose label is NaN count nothing. ---
struct LossRows {
  const float* logits;
  const float* labels;
  const float* weights;                               // null: 1 each
  int64_t logit_stride, label_stride, weight_stride;  // from one row to the next
  int64_t rows;
};
double bce(const LossRows& rows, float scale, float* d_logits, int64_t d_stride);
double mse(const LossRows& rows, float scale, float* d_logits, int64_t d_stride);

// --- adam ---
struct AdamStep {
  float rate, beta1, beta2;
  float rest1, rest2;                       // 1 - beta, from doubles: near 1 floats lose it
  float epsilon, correction1, correction2;  // corrections: 1 / (1 - beta^t)
  float l2;                                 // added to the gradient, times the weight
  float decay;                              // times the rate, taken off the weight
};
// The gradient becomes zero.
void adam(const AdamStep& step, int64_t size, float* gradient, float* weight, float* first,
          float* second);
// `count` steps in a row whose gradient is zero.
void adam_replay(const AdamStep* steps, int64_t count, int64_t size, float* weight, float* first,
                 float* second);

// --- finite: whether none of them is NaN or infinite ---
bool all_finite(const float* values, int64_t size);

}  // namespace mmoe::simd
