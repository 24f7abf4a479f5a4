"""TensorFlow's own count of multiplications."""

from builder.engine.backend import tf


def products_counted_by_tensorflow(model) -> int:
    """Multiply-adds of convolutions and matrix products for one image; the profiler counts two operations each."""
    forward = tf.function(lambda images: model(images, training=False))
    graph = forward.get_concrete_function(tf.TensorSpec((1, 32, 32, 3), tf.float32)).graph
    profiler = tf.compat.v1.profiler
    options = profiler.ProfileOptionBuilder(profiler.ProfileOptionBuilder.float_operation()).with_empty_output()
    profile = profiler.profile(graph, cmd="op", options=options.build())
    operations, node = 0, profile
    while node.children:
        node = node.children[0]
        if node.name in ("Conv2D", "DepthwiseConv2dNative", "MatMul"):
            operations += node.float_ops
    return operations // 2
