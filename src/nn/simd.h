// Loops over plain floats, compiled for several instruction sets, the best picked at run time
// (Google Highway). Strides count floats.
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

const char* target_name();  // such as "AVX3"

void add_bias(View out, const float* bias);       // each row += bias
void add_column_sums(ConstView in, float* sums);  // sums += sum of rows
void relu(ConstView in, View out);
void relu_backward(ConstView out, ConstView d_out, View d_in, bool add);

void moments(ConstView in, float* mean, float* variance);  // biased variance of each column
void scale_shift(ConstView in, const float* factor, const float* offset, View out);
// gain += sum d * (in - mean) * inverse, offset += sum d, by column
void norm_sums(ConstView in, const float* mean, const float* inverse, ConstView d, float* gain,
               float* offset);
// d_in = (or +=) a * d + b * in + c, by column
void combine(ConstView in, ConstView d, const float* a, const float* b, const float* c, View d_in,
             bool add);

// One field of a lookup: rows of a table into columns, and back.
void gather_rows(const float* table, int64_t dim, const int32_t* ids, int64_t id_stride, View out);
void scatter_rows(ConstView d_out, const int32_t* ids, int64_t id_stride, float* d_table);

// out[row] += sum over fields of folded[first_row[field] + ids[row, field]], and back.
void add_rows(ConstView folded, const int64_t* first_row, const int32_t* ids, int64_t fields,
              View out);
void add_rows_backward(ConstView d_out, const int64_t* first_row, const int32_t* ids,
                       int64_t fields, View d_folded);

// A row: out[t] = sum_e gates[t, e] experts[e]; see Kernels::mix.
void mix(ConstView experts, ConstView gates, int64_t count, View out);
void mix_backward(ConstView experts, ConstView gates, int64_t count, ConstView d_out,
                  View d_experts, bool add_experts, View d_gates, bool add_gates);

struct AdamStep {
  float rate, beta1, beta2;
  float rest1, rest2;                       // 1 - beta, from doubles: near 1 floats lose it
  float epsilon, correction1, correction2;  // corrections: 1 / (1 - beta^t)
  float l2;                                 // added to the gradient, times the weight
  float decay;                              // times the rate, taken off the weight
};
void adam(const AdamStep& step, int64_t size, const float* gradient, float* weight, float* first,
          float* second);

}  // namespace mmoe::simd
