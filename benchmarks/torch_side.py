"""Eager PyTorch's side of `benchmarks/speed.py`: it runs in an environment of its own, where there is no `builder`.

    python benchmarks/torch_side.py DESCRIPTION.json

The description has the layers of a chain as the design lowers to them, the optimiser's title and rate, the size of a
batch, how many images and epochs, and the number format. Prints when each epoch ended, in seconds.
"""

import json
import sys
import time
from pathlib import Path

import torch
from torch import nn

#: By the kind of a layer, what PyTorch has for it; activations are added after it.
LAYERS = {
    "Conv2D": lambda layer: nn.LazyConv2d(
        layer["filters"], layer["kernel_size"], padding=layer["padding"], bias=layer["use_bias"]
    ),
    "Dense": lambda layer: nn.LazyLinear(layer["units"], bias=layer["use_bias"]),
    "MaxPooling2D": lambda layer: nn.MaxPool2d(layer["pool_size"]),
    "AveragePooling2D": lambda layer: nn.AvgPool2d(layer["pool_size"]),
    "Dropout": lambda layer: nn.Dropout(layer["rate"]),
    "Flatten": lambda layer: nn.Flatten(),
    "Activation": lambda layer: nn.Identity(),
}
#: The last layer's softmax is in the loss.
ACTIVATIONS = {"linear": None, "softmax": None, "relu": nn.ReLU, "gelu": nn.GELU, "silu": nn.SiLU}
OPTIMIZERS = {"Adam": torch.optim.Adam, "SGD": torch.optim.SGD, "RMSprop": torch.optim.RMSprop}


def main() -> None:
    told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    torch.manual_seed(0)
    images = torch.randint(0, 256, (told["images"], 3, 32, 32), dtype=torch.uint8)
    labels = torch.randint(0, 10, (told["images"],))
    model = network(told["layers"])
    model(images[:2].float())  # the lazy layers learn their sizes
    model = model.to(memory_format=torch.channels_last)
    optimizer = OPTIMIZERS[told["optimizer"]](model.parameters(), lr=told["rate"])
    ends = [_epoch(model, optimizer, images, labels, told) or time.perf_counter() for _ in range(told["epochs"])]
    print(json.dumps([ends, None]))


def network(layers: list[dict]) -> nn.Sequential:
    """The layers one after another; the last softmax is in the loss, as is usual in PyTorch."""
    modules: list[nn.Module] = []
    maps = True
    for layer in layers:
        if layer["kind"] == "BatchNormalization":
            kind = nn.LazyBatchNorm2d if maps else nn.LazyBatchNorm1d
            modules.append(kind(eps=layer["epsilon"], momentum=1 - layer["momentum"]))
            continue
        modules.append(LAYERS[layer["kind"]](layer))
        maps = maps and layer["kind"] != "Flatten"
        activation = ACTIVATIONS[layer.get("activation", "linear")]
        if activation is not None:
            modules.append(activation())
    return nn.Sequential(*modules)


def _epoch(model: nn.Sequential, optimizer: torch.optim.Optimizer, images, labels, told: dict) -> None:
    """One pass over the images in a new order."""
    model.train()
    penalties = [(module, layer["l2"]) for module, layer in _with_weights(model, told["layers"]) if layer.get("l2")]
    order = torch.randperm(len(images))
    for start in range(0, len(images), told["batch_size"]):
        chosen = order[start : start + told["batch_size"]]
        batch = (images[chosen].float() / 255).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16, enabled=told["precision"] == "mixed_bfloat16"):
            loss = nn.functional.cross_entropy(model(batch), labels[chosen])
        loss = loss + sum(rate * module.weight.square().sum() for module, rate in penalties)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()


def _with_weights(model: nn.Sequential, layers: list[dict]):
    """The convolutions and linear layers, each with the layer that it was made from."""
    modules = [module for module in model if isinstance(module, (nn.Conv2d, nn.Linear))]
    return zip(modules, [layer for layer in layers if layer["kind"] in ("Conv2D", "Dense")], strict=True)


if __name__ == "__main__":
    main()
