"""Why each project does what it does, what was seen, and what was tried and failed: the slides' account in English.

One tuple of paragraphs for each project, in the order of the course.
"""

REASONING: dict[str, tuple[str, ...]] = {
    "0": (
        "The smallest network that is one: a convolution finds features, pooling halves the map, a dense layer "
        "decides.",
        "The loss settles at about epoch 15, and the accuracy sways by about ten points. There is little "
        "overfitting, and training ends too early: with more epochs it would still climb a little.",
    ),
    "1": (
        "50 epochs, so that training may go on for longer, and a second convolution with pooling, so that the "
        "network finds features of features.",
        "The test accuracy gains ten points. It still rises at the end, so even more epochs would help. Overfitting "
        "stays small, although nothing holds it back yet.",
    ),
    "2": (
        "Once more a convolution with pooling. Each further one builds more specific features (edges, colours, "
        "textures) out of those before it, and more information about a picture makes it easier to classify.",
        "The network gets better again, and overfitting grows with it. The plan from here: one more block, and then "
        "other numbers of filters.",
    ),
    "3": (
        "A fourth block with the same 32 filters, and 100 epochs.",
        "It gains almost nothing. Without early stopping, the long training overfits strongly. And with as many "
        "filters in every block, the last ones may look for the same features again, in maps that have become very "
        "small.",
    ),
    "4": (
        "The number of filters grows from block to block: 32, 64, 128, 256. Each layer can then draw more detail "
        "from what the one before it found.",
        "Overfitting gets out of hand: at the end 98 % of the training images are right, and 72 % of the validation "
        "images. Early stopping on the validation accuracy ends training, but does not cure that.",
    ),
    "5": (
        "This project is about overfitting. After every pool, dropout switches off 20 % of the values at random, so "
        "that no feature can rely on another. Early stopping now watches the validation loss too, which had shot up "
        "before.",
        "Dropout helps a great deal: the network has to generalise instead of learning the training images by "
        "heart. The training accuracy falls, as it must, and validation and test rise by six points.",
    ),
    "6": (
        "The features stay as they are. The dense layer gets 64 units instead of 32, to relate more of them to each "
        "other when it decides.",
        "Tried and failed: 128 and 512 units. Both were worse, so there is a limit to the complexity that helps.",
        "Training could still go on for longer. More dropout against the overfitting is noted as the next thing to "
        "try.",
    ),
    "7": (
        "More units had not helped, so the network should find better features instead: a second convolution in the "
        "first block, as in VGG, where convolutions of one width follow each other directly.",
        "Between the two there is no pooling, so where each feature lies in the picture is kept more exactly.",
    ),
    "8": (
        "What helped in the first block is done in all four: two convolutions, then pooling.",
        "The test accuracy falls. The curves show why: overfitting is back. The network can find more than before, "
        "and this much capacity needs more dropout. In project 7 this did not show, since only the narrowest block "
        "was doubled.",
    ),
    "9a": (
        "Dropout 0.3 instead of 0.2 after every pool, against the overfitting of project 8. It helps; how far it "
        "can be driven is the question of project 9b.",
    ),
    "9b": (
        "Many combinations were tried: one rate for all blocks, higher rates, rates that grow.",
        "The best was dropout that grows with depth: 0.25, 0.3, 0.4 and 0.5. That half of the last block's values "
        "may go is surprising.",
        "It seems that the more filters a layer has, the more it overfits: their detail fits peculiarities of the "
        "training images, and dropout has to break that up.",
    ),
    "10": (
        "A second dense layer. The part that finds features has become large, so the part that decides may grow "
        "deeper, for relations that are more complicated.",
        "The validation curves are much smoother, without the peaks of project 9b.",
    ),
    "11": (
        "Both dense layers get 512 units instead of 64, so that they can relate more features to each other. What "
        "did not help in project 6 helps now: there is more to relate, and overfitting stays moderate.",
        "Tried and failed: dropout between the dense layers. There was little overfitting left to cure, so it only "
        "took away what the network needs to decide.",
    ),
    "12": (
        "Batch normalisation brings the values that leave the first block to a common scale, and prevents extreme "
        "ones.",
        "Training is faster and ends higher, probably because the next layers work with small values from the start.",
        "Tried and failed: batch normalisation in the other blocks too. The network got worse, and its curves much "
        "more irregular. The slides suppose that it is meant for much deeper networks, where values explode more.",
    ),
    "13": (
        "In the blocks a further batch normalisation had not helped. Between the two dense layers it does: of "
        "several combinations this was the best.",
        "The validation curves are irregular at first and smooth later. The first weights are random, and "
        "normalising what they give may produce very poor networks until learning gets going.",
    ),
    "14": (
        "The irregular start of project 13 is treated: every convolution starts with weights drawn by He's rule, "
        "uniformly.",
        "It works twice: the validation curves are smooth, and the final accuracy is higher.",
    ),
    "15": (
        "Batches of 128 images instead of 512: an epoch is 313 steps (40,000 / 128) instead of 79.",
        "A large batch is quicker and may converge earlier. A small one makes training slower and more controlled, "
        "and the network generalises better.",
    ),
    "15b": (
        "Adam with a learning rate of 0.0005 instead of 0.001. Smaller steps down the gradient make smoother "
        "curves, and the network is not better for it. A dead end, and the course goes on from project 15.",
    ),
    "16": (
        "Augmentation: images are flipped, and slightly turned, moved and zoomed. To the network these are new "
        "images, so what it learns holds more generally.",
        "No early stopping this time: it had ended training too soon, and 300 epochs make sure of it.",
        "The validation curves are irregular, and the validation accuracy is above the training accuracy. The "
        "slides find that strange and leave it there.",
    ),
    "17": (
        "In long training without early stopping the network still overfits. So every convolution and both dense "
        "layers get L2, which keeps any single weight from dominating.",
        "With L2, SGD works better than Adam. Its momentum carries training through small local minima.",
    ),
    "18": (
        "Augmentation as in project 16, with settings found by trial and error, together with the SGD and L2 of "
        "project 17.",
        "A loop trains one epoch of 100 steps after another, keeps the network whenever it is better, and ends at "
        "90 %: after 19,337 seconds, a night of 5.4 hours on a GPU. The price: there are no curves to look at.",
        "Looking back: 22 layers and under two million parameters for over 90 %. Four blocks as in project 3 were "
        "not bad at all; with dropout they might have gone further. Transfer learning was left undone, for lack of "
        "time.",
    ),
}

#: Why our accuracy is another than the slides', where that is known or likely (docs/course.md); by project.
WHY_OURS_DIFFERS = {
    "0": "The random weights with which it begins decide much here: with other seeds it ends several points higher or "
    "lower.",
    "1": "Other seeds do not explain it, and the slides do not show what they did differently.",
    "16": "The slides very likely trained on all 50,000 images, ours on 40,000. And the accuracy still swings by some "
    "points from one epoch to the next, so it matters which one happens to be the last.",
}
