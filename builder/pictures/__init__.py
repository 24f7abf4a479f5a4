"""Pictures that people upload, decoded in processes of their own.

A picture may be made to take a decoder's memory and time, or to fall into one of its faults. So the process that asks
looks only at the parts of the file (`builder.datasets.photo_checks`) and hands it to a decoder: a process with limits,
which reads this one picture and ends. What comes back is an array of bytes of a known length, and no object.
"""
