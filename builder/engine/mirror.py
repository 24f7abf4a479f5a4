"""Evaluation by the mean of what a network says of an image and of its mirror image."""

from builder.engine.backend import keras, tf


def average_with_mirror(model: keras.Model) -> None:
    """Makes the model evaluate and predict by the mean of both probabilities; it trains as before.

    Loss and accuracy of an evaluation are those of the means. The layers, and a file that the model is written to, are
    those of one view.
    """

    def mean(images: tf.Tensor) -> tf.Tensor:
        return (model(images, training=False) + model(images[:, :, ::-1], training=False)) / 2.0

    def test_step(data: tuple[tf.Tensor, ...]) -> dict[str, tf.Tensor]:
        """Keras's own, but for the mean."""
        images, labels, *_ = data  # Keras's test_on_batch adds weights of the images, which are None
        said = mean(images)
        loss = model.compute_loss(x=images, y=labels, y_pred=said, training=False)
        model._loss_tracker.update_state(loss, sample_weight=tf.shape(images)[0])
        return dict(model.compute_metrics(images, labels, said))

    def predict_step(data: tuple[tf.Tensor]) -> tf.Tensor:
        return mean(data[0])

    model.test_step, model.predict_step = test_step, predict_step
